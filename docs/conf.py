"""How Sphinx builds the pages; ``make docs`` runs it with warnings as errors."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import api_pages  # noqa: E402

import malvec  # noqa: E402

project = "malvec"
author = "the malvec authors"
copyright = author
release = version = malvec.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "malvec"
html_static_path: list[str] = []
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# Lists, since several names may share a description.
napoleon_use_param = False
napoleon_custom_sections = [("Attributes", "params_style")]
add_module_names = False

api_pages.write_pages(HERE / "api")
