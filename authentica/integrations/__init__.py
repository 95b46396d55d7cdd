"""authentica inside other people's tools: `authentica.integrations.spacy` and `authentica.integrations.sklearn`.

Data frames need no more than `authentica.score_frame`. Importing this package imports neither spaCy nor scikit-learn.
"""
