"""What the product costs beside the least that the same work can cost, measured in one run."""

from streamlit import logger

# Streamlit warns that screens are imported without a server round them; here they are meant to be.
logger.set_log_level("ERROR")
