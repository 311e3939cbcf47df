"""Renders equations as MathML, which browsers show without a script or a font."""

from docutils import nodes
from latex2mathml.converter import convert


def mathml(node, display):
    latex = node.astext()
    for written, known in (("{aligned}", "{split}"), (r"\ln ", r"\ln\,")):
        latex = latex.replace(written, known)
    return convert(latex, display=display)


def visit_inline(self, node):
    self.body.append(mathml(node, "inline"))
    raise nodes.SkipNode


def visit_block(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(mathml(node, "block"))
    self.body.append("</div>")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
