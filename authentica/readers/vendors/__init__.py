"""The exports of vendors, each described by a layout: one module a vendor.

Names and meanings of fields follow the vendors' reference pages and the schemas of open connectors.
"""
