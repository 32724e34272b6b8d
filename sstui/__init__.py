"""sstui: a terminal dashboard for Huawei Cloud ServiceStage."""

# A literal, because importlib.metadata costs half of pydantic's import; a test
# compares it with pyproject.toml.
__version__ = "0.1.0"
