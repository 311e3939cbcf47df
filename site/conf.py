"""The configuration of Sphinx for the site. build.ts writes the pages."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Sentiment Lab"
author = "Sentiment Lab contributors"
language = "en"

extensions = ["myst_nb", "mathml"]
suppress_warnings = ["misc.highlighting_failure"]  # Pygments mistakes some divisions for regular expressions
nb_execution_mode = "off"  # notebooks keep the outputs of their build
nb_merge_streams = True
nb_code_prompt_show = "Show the code that checks this"
nb_code_prompt_hide = "Hide the code that checks this"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_update_mathjax = False
html_math_renderer = "mathml"

root_doc = "course"  # index.html is the playground

html_theme = "sphinx_book_theme"
html_title = "Sentiment Lab"
html_favicon = "../playground/public/icon.svg"
html_context = {"default_mode": "auto"}
html_static_path = ["static"]
html_css_files = ["course.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_theme_options = {
    "navbar_persistent": [],  # the search is in the sidebar
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
}
