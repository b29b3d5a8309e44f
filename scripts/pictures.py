"""Make the pictures of the README: a notebook and a terminal, both run for real against a sandbox.

usage: python scripts/pictures.py [FOLDER]     (docs/img/)

It needs `pip install -e '.[all,notebook]' ipykernel nbclient nbformat` and Chromium.
"""

import html
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Template

import nbformat
from nbclient import NotebookClient
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from rich.console import Console
from rich.text import Text

import heroics_py

DATA = {
    "app": [
        {"name": "shop-eu", "region": "eu", "maintenance": False},
        {"name": "shop-us", "region": "us", "maintenance": True},
        {"name": "blog", "region": "eu", "maintenance": False},
    ]
}
CELLS = [
    "heroku.app.list()",
    'heroku.app.create(nmae="wiki")',
    'heroku.app["blog"].config_var.info()',
]
SETUP = f"""
import heroics_py
heroku = heroics_py.sandbox(clock="2026-01-31T12:00:00Z", ids=7, data={DATA!r})
_ = heroku.app["blog"].config_var.update({{"LOG_LEVEL": "debug", "API_KEY": "x" * 20, "WORKERS": "8"}})
"""
COMMANDS = [
    "heroics work app list --fields name,region.name,maintenance,web_url",
    "heroics call heroku app update blog --maintenance --curl",
    "heroics work app create --nmae wiki",
    "heroics find heroku 'scale dynos' --limit 2",
]
COLUMNS = 100
PAGE = Template("""<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 14px; width: ${width}px; background: #fff; color: #1f2328; }
body { font: 13px/1.45 "DejaVu Sans", sans-serif; }
.body td, .body th { white-space: nowrap; }
b i { color: #1a7f37; font-style: normal; }
pre, code { font: 13px/1.5 "DejaVu Sans Mono", monospace; margin: 0; white-space: pre-wrap; }
.frame { border: 1px solid #d0d7de; border-radius: 8px; overflow: hidden; }
.bar { background: #f6f8fa; border-bottom: 1px solid #d0d7de; padding: 6px 12px; color: #59636e; font-size: 12px; }
.body { padding: 12px; }
.cell { display: grid; grid-template-columns: 58px 1fr; gap: 4px 8px; margin-bottom: 14px; }
.count { color: #0969da; font: 12px/2.6 "DejaVu Sans Mono", monospace; text-align: right; }
.code { background: #f6f8fa; border: 1px solid #d8dee4; border-radius: 4px; padding: 7px 10px; }
.out { padding: 2px 0; overflow: hidden; }
$style
</style><div class="frame"><div class="bar">$title</div><div class="body">$body</div></div>""")


def notebook_html() -> str:
    """Run the cells in a kernel, and return them with their outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in [SETUP, *CELLS]])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    return "".join(map(cell_html, notebook.cells[1:]))


def cell_html(cell: nbformat.NotebookNode) -> str:
    """Return a cell and its outputs."""
    code = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))
    outputs = "".join(map(output_html, cell.outputs))
    return (
        f'<div class="cell"><div class="count">[{cell.execution_count}]:</div><pre class="code">{code}</pre>'
        f'<div></div><div class="out">{outputs}</div></div>'
    )


def output_html(output: nbformat.NotebookNode) -> str:
    """Return one output: its HTML, else its text."""
    if output.output_type == "error":
        return f"<pre>{ansi_html(chr(10).join(output.traceback))}</pre>"
    if output.output_type == "stream":
        return f"<pre>{ansi_html(output.text)}</pre>"
    return output.data.get("text/html") or f"<pre>{html.escape(output.data['text/plain'])}</pre>"


def ansi_html(text: str) -> str:
    """Return a terminal's text with its colours."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"), force_terminal=True)  # noqa: SIM115
    with console.file:
        console.print(Text.from_ansi(text), soft_wrap=True)
        return console.export_html(inline_styles=True, code_format="{code}").rstrip()


def terminal_html(home: str) -> str:
    """Run the commands, each on a terminal of its own, against a sandbox that a profile names."""
    with heroics_py.sandbox(data=DATA) as heroku:
        url = heroku.app.list.prepare().url.removesuffix("/apps")
        settings = {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "HEROICS_TOKEN": "any",
            "COLUMNS": str(COLUMNS),
            "TERM": "xterm",
        }
        environment = os.environ | settings
        run(f"heroics profile add work --schema heroku --url {url}", environment)
        shown = [(command, run(command, environment)) for command in COMMANDS]
    lines = [f"<b><i>$</i> {html.escape(command)}</b>\n{ansi_html(output)}" for command, output in shown]
    return "<pre>" + "\n\n".join(lines) + "</pre>"


def run(command: str, environment: dict[str, str]) -> str:
    """Return what a command prints on a terminal."""
    ours, theirs = pty.openpty()
    arguments = command.replace("heroics", f"{sys.executable} -m heroics_py", 1)
    process = subprocess.Popen(arguments, shell=True, stdout=theirs, stderr=theirs, env=environment)  # noqa: S602 - our own lines
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the terminal was closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    process.wait()
    os.close(ours)
    return b"".join(chunks).decode().replace("\r\n", "\n").rstrip("\n")


def picture(title: str, body: str, path: Path, width: int) -> None:
    """Write a PNG of a page that is as high as its content."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is missing")
    style = HtmlFormatter(style="default").get_style_defs(".code")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(PAGE.substitute(width=width, style=style, title=title, body=body), encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
        ]
        size = f"--window-size={width + 28},1400"
        shot = Path(folder, "shot.png")
        command = [chromium, *options, size, f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own page
        trim(shot, path)


def trim(shot: Path, path: Path) -> None:
    """Cut the empty space below a picture, and write it with few colours."""
    from PIL import Image, ImageChops

    image = Image.open(shot).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    bottom = min(image.height, (box[3] if box else image.height) + 14)
    image.crop((0, 0, image.width, bottom)).quantize(200).save(path, optimize=True)


def main() -> None:
    """Write both pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "img")
    with tempfile.TemporaryDirectory() as home:
        picture("bash", terminal_html(home), folder / "terminal.png", 960)
    picture("Untitled.ipynb", notebook_html(), folder / "notebook.png", 960)


if __name__ == "__main__":
    main()
