"""A web page that is complete in itself: it runs nothing, and fetches nothing from anywhere."""

from __future__ import annotations

from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #656d76; --line: #d8dee4;
  --ground: #f6f7f9; --card: #ffffff; --like: #b3446c; --trust: #1f6f8b; --help: #4d7c0f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4ae;
  --line: #343a41; --ground: #15181c; --card: #1e2227; --like: #e58ab0; --trust: #6cc0db;
  --help: #a3d15b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.page { max-width: 50rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 2rem 0 .6rem; color: var(--soft); font-weight: 600; }
a { color: inherit; }
.like { color: var(--like); } .trust { color: var(--trust); } .help { color: var(--help); }
.soft { color: var(--soft); margin: 0; }
@media print { :root { color-scheme: light; --ink: #000000; --soft: #444444; --line: #bbbbbb;
  --ground: #ffffff; --card: #ffffff; --like: #b3446c; --trust: #1f6f8b; --help: #4d7c0f; }
  .page { max-width: none; padding: 0; } }
"""


def document(heading: str, body: str, style: str, mark: str) -> str:
    """The page. `body` is HTML; `mark` is the element by which we know our own pages again."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{mark}\n<title>{escape(heading)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n"
        f'<body><div class="page">{body}</div></body>\n</html>\n'
    )
