"""An example dashboard on authentica's Parquet output, with Streamlit.

    pip install "authentica[dashboard]"
    authentica score data/examples/chat_week.csv --output scores.parquet
    streamlit run notebooks/dashboard.py -- scores.parquet
    streamlit run notebooks/dashboard.py -- scores.parquet --coaching coaching.parquet

It reads the documented columns (`authentica.scoring.COLUMNS`, and `authentica coach --output coaching.parquet`) and nothing else: a start for
your own, in whatever tool you use. Personal details are masked before a reply is shown.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from authentica.privacy import redact
from authentica.schema import DIMENSIONS, NEEDS, Outcome

OUTCOME_COLORS = {"somewhere": "#1b6f8a", "by": "#e0a83c", "blocked": "#d1603d", "outta_here": "#7c2d2d"}
LEVEL_COLORS = {"0": "#c3ccd6", "1": "#7fb0c0", "2": "#1b6f8a"}
FEWEST = 20
REPLIES_SHOWN = 25
SHARED = {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 260}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="An example dashboard on authentica's Parquet output.")
    parser.add_argument("scores", type=Path, help="what `authentica score EXPORT --output FILE.parquet` wrote")
    parser.add_argument("--coaching", type=Path, help="what `authentica coach SCORES --output FILE.parquet` wrote")
    return parser.parse_args()


@st.cache_data
def read_scores(path: str, changed_ns: int) -> pd.DataFrame:  # noqa: ARG001 - a changed file is read again
    scores = pd.read_parquet(path)
    scores["author_id"] = scores.author_id.fillna("unknown")
    scores["channel"] = scores.channel.fillna("unknown")
    scores["day"] = pd.to_datetime(scores.created_at, format="ISO8601", utc=True).dt.floor("D")
    return scores


@st.cache_data(max_entries=1_000)
def masked(text: str) -> str:
    return redact(text).text


def chosen(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows that the side bar leaves."""
    with st.sidebar:
        st.header("Filter")
        agents = st.multiselect("Agents", sorted(scores.author_id.unique()), placeholder="all", key="agents")
        channels = st.multiselect("Channels", sorted(scores.channel.unique()), placeholder="all", key="channels")
        outcomes = st.multiselect("Outcomes", [o.value for o in Outcome], placeholder="all", key="outcomes")
        st.caption(
            "The scores judge words, not deeds. They are for coaching over many replies, not for disciplining anybody."
        )
    for column, values in (("author_id", agents), ("channel", channels), ("outcome", outcomes)):
        if values:
            scores = scores[scores[column].isin(values)]
    return scores


def headlines(scores: pd.DataFrame) -> None:
    chances = sum((scores[f"{need}_needed"] >= 0.5).sum() for need in NEEDS)
    missed = scores.missed.fillna("").str.split().str.len().sum()
    figures = (
        ("Replies", f"{len(scores):,}", "scored agent replies"),
        ("Authenticity", f"{scores.authenticity.mean():.0f}", "mean, 0 to 100"),
        ("Get somewhere", f"{(scores.outcome == 'somewhere').mean():.0%}", "replies that move the customer forward"),
        ("Canned", f"{(scores.boilerplate_level == 2).mean():.0%}", "replies whose boilerplate is at level 2"),
        (
            "Missed",
            f"{missed / chances:.0%}" if chances else "–",
            "empathy, ownership or expectations: needed and not shown",
        ),
    )
    with st.container(horizontal=True):
        for name, value, meaning in figures:
            st.metric(name, value, help=meaning, border=True, width=150)
    if len(scores) < FEWEST:
        st.info(f"{len(scores)} replies are few: read them, and do not compare their averages.", icon=":material/info:")


def authenticity_chart(scores: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(scores[["authenticity", "outcome"]])
        .mark_bar()
        .encode(
            x=alt.X(
                "authenticity:Q", bin=alt.Bin(step=10, extent=[0, 100]), title="authenticity", axis=alt.Axis(**SHARED)
            ),
            y=alt.Y("count():Q", title="replies", scale=alt.Scale(nice=True), axis=alt.Axis(tickMinStep=1, **SHARED)),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(domain=list(OUTCOME_COLORS), range=list(OUTCOME_COLORS.values())),
                legend=alt.Legend(orient="top", title=None, labelFontSize=13),
            ),
            tooltip=[alt.Tooltip("outcome:N"), alt.Tooltip("count():Q", title="replies")],
        )
        .properties(height=280)
    )


def levels_chart(scores: pd.DataFrame) -> alt.Chart:
    """Shares of the levels; of the three needs, among replies whose moment called for them."""
    rows = []
    for dimension in DIMENSIONS:
        called = scores[scores[f"{dimension}_needed"] >= 0.5] if dimension in NEEDS else scores
        for level in range(3):
            count = int((called[f"{dimension}_level"] == level).sum())
            rows.append(
                {"dimension": dimension, "level": str(level), "replies": count, "share": count / max(1, len(called))}
            )
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=24)
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format="%", **SHARED), title="share of the replies where it counts"),
            y=alt.Y("dimension:N", sort=list(DIMENSIONS), title=None, axis=alt.Axis(**SHARED)),
            color=alt.Color(
                "level:O",
                scale=alt.Scale(domain=list(LEVEL_COLORS), range=list(LEVEL_COLORS.values())),
                legend=alt.Legend(
                    orient="top", title="level (boilerplate: high is bad)", labelFontSize=13, titleFontSize=13
                ),
            ),
            order=alt.Order("level:O"),
            tooltip=["dimension:N", "level:O", "replies:Q", alt.Tooltip("share:Q", format=".0%")],
        )
        .properties(height=280)
    )


def reply_card(row: pd.Series) -> None:
    with st.container(border=True):
        when = "" if pd.isna(row.day) else f" · {row.day:%d %b %Y}"
        st.markdown(f":gray[{plain(row.channel)}{when}]")
        st.text(masked(row.text))
        badges = [f":{'green' if row.outcome == 'somewhere' else 'orange'}-badge[{row.outcome}]"]
        badges += [f":{'red' if bad(row, d) else 'gray'}-badge[{d} {row[f'{d}_level']:.0f}]" for d in DIMENSIONS]
        st.markdown(f"authenticity **{row.authenticity:.0f}** " + " ".join(badges))
        for tip in filter(None, (row.tips or "").split("\n")):
            st.markdown(f":material/lightbulb: {plain(masked(tip))}")


def bad(row: pd.Series, dimension: str) -> bool:
    return row.boilerplate_level == 2 if dimension == "boilerplate" else dimension in (row.missed or "").split()


def plain(text: str) -> str:
    """Text in which nothing is read as Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|~<>$:&" else sign for sign in str(text))


def replies(scores: pd.DataFrame) -> None:
    """Cards of some replies. They name nobody: in an order by score, names would rank people by single messages."""
    left, right = st.columns([2, 1])
    words = left.text_input("Search the replies", placeholder="words of a reply", key="words")
    order = right.selectbox("Show first", ["what can be improved", "what can be imitated", "the newest"], key="order")
    if words:
        scores = scores[scores.text.str.contains(words, case=False, regex=False, na=False)]
        if scores.empty:
            st.info("No reply has these words. Search for fewer of them.", icon=":material/info:")
            return
    by, ascending = {
        "what can be improved": ("authenticity", True),
        "what can be imitated": ("authenticity", False),
    }.get(order, ("created_at", False))
    shown = scores.sort_values(by, ascending=ascending, kind="stable").head(REPLIES_SHOWN)
    st.caption(f"{len(shown)} of {len(scores):,} replies. Personal details are masked.")
    for _, row in shown.iterrows():
        reply_card(row)


def coaching(path: Path) -> None:
    """The estimates of groups, with intervals, as `authentica coach` made them: nothing is estimated here."""
    table = pd.read_parquet(path)
    if not {"grouping", "measure", "value", "shrunk"} <= set(table.columns):
        st.error(
            "This is no table of estimates. Write one with: authentica coach scores.jsonl --output coaching.parquet"
        )
        return
    groupings = [
        name
        for name in table.grouping.unique()
        if name in ("agent", "team", "channel", "queue", "day", "week", "month")
    ]
    known = table[table.grouping.isin(groupings) & table.value.notna()]
    if known.empty:
        st.info("No group is large enough to be shown.", icon=":material/info:")
        return
    left, right = st.columns(2)
    grouping = left.selectbox("Groups", sorted(known.grouping.unique()), key="grouping")
    rows = known[known.grouping == grouping]
    measures = list(rows.measure.unique())
    measure = right.selectbox("Measure", measures, key="measure")
    is_period = grouping in ("day", "week", "month")
    rows = rows[rows.measure == measure].assign(
        group=lambda t: t["period" if is_period else grouping].fillna("unknown")
    )
    drawn = rows.shrunk.notna().all()
    names = ("shrunk", "shrunk_low", "shrunk_high") if drawn else ("value", "low", "high")
    base = alt.Chart(rows).encode(y=alt.Y("group:N", sort="ascending", title=None, axis=alt.Axis(**SHARED)))
    tooltip = ["group:N", "n:Q", *(alt.Tooltip(f"{name}:Q", format=".2f") for name in names)]
    axis = alt.X(
        f"{names[1]}:Q",
        title=f"{measure} ({rows.unit.iloc[0]}), 95 % interval",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(**SHARED),
    )
    lines = base.mark_rule(size=3, color="#7fb0c0").encode(x=axis, x2=f"{names[2]}:Q", tooltip=tooltip)
    points = base.mark_circle(size=140, color="#1b6f8a", opacity=1).encode(x=f"{names[0]}:Q", tooltip=tooltip)
    whole = table[(table.grouping.fillna("") == "") & (table.measure == measure) & table.value.notna()]
    mark = (
        alt.Chart(whole)
        .mark_rule(color="#d1603d", strokeDash=[4, 3])
        .encode(x="value:Q", tooltip=[alt.Tooltip("value:Q", format=".2f", title="all replies")])
    )
    st.altair_chart((mark + lines + points).properties(height=max(160, 40 * len(rows))), theme="streamlit")
    st.caption(
        ("Drawn towards the team as far as a group's own replies leave it uncertain. " if drawn else "")
        + "Dashed: all replies. In order of names, not of figures: where intervals overlap, there is no order."
    )


def main() -> None:
    options = arguments()
    st.set_page_config(page_title="authentica", layout="wide")
    st.title("How our replies sound")
    if not options.scores.is_file():
        st.error(
            f"There is no file {options.scores.name}. Write one with: authentica score EXPORT --output scores.parquet"
        )
        return
    rows = read_scores(str(options.scores), options.scores.stat().st_mtime_ns)
    scored = rows[rows.status == "scored"]
    scores = chosen(scored)
    if scores.empty:
        st.warning("No scored reply is left. Take away a filter.")
        return
    st.caption(f"{len(scored):,} scored replies of {scored.author_id.nunique()} agents in {options.scores.name}")
    headlines(scores)
    left, right = st.columns(2, gap="large")
    left.subheader("Authenticity and outcome")
    left.altair_chart(authenticity_chart(scores), theme="streamlit")
    right.subheader("Levels")
    right.altair_chart(levels_chart(scores), theme="streamlit")
    names = ["Replies", "Coaching"] if options.coaching else ["Replies"]
    tabs = st.tabs(names)
    with tabs[0]:
        replies(scores)
    if options.coaching:
        with tabs[1]:
            coaching(options.coaching)


main()
