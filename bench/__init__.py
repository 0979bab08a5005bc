"""What the product costs beside the least that the same work can cost, measured in one run."""

import os

# Streamlit warns that screens are imported without a browser before them; here they are meant to be.
os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")
