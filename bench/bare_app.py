"""A Streamlit app that redraws one constant line every two seconds and does nothing else."""

import streamlit as st


@st.fragment(run_every="2s")
def _follow() -> None:
    st.text("7/9")


_follow()
