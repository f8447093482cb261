"""Strata's kernel under Jupyter's own clients: nbclient, JupyterLab's server, nbconvert.

Run by interop.test.ts. Prints one line a check and ends with status 1 at the first that fails.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

root = sys.argv[1]
notebook_file = os.path.join(root, "notebooks", "11-shadow-paging.ipynb")


def check(what, holds):
    print(("ok " if holds else "FAILED ") + what, flush=True)
    if not holds:
        sys.exit(1)


def figures(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data for output in outputs if "application/vnd.plotly.v1+json" in output.get("data", {})]


def run(cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="strata", timeout=120).execute(cwd=root)
    return notebook


check("the kernelspec is found", "strata" in KernelSpecManager().find_kernel_specs())

notebook = nbformat.read(notebook_file, 4)
NotebookClient(notebook, kernel_name="strata", timeout=300).execute(cwd=os.path.dirname(notebook_file))
nbformat.validate(notebook)
errors = [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"]
check("the shadow-paging notebook executes through nbclient", not errors)
check("its figures carry a picture that needs no script", len(figures(notebook)) >= 4 and all("image/svg+xml" in data for data in figures(notebook)))

with tempfile.TemporaryDirectory() as folder:
    executed = os.path.join(folder, "executed.ipynb")
    nbformat.write(notebook, executed)
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", executed], check=True, capture_output=True)
    page = open(os.path.join(folder, "executed.html"), encoding="utf8").read()
    check("nbconvert --to html draws every figure", page.count("data:image/svg+xml") + page.count("<svg") >= len(figures(notebook)))

try:
    run(["throw new RangeError('bad')"])
    check("an error stops nbclient", False)
except CellExecutionError as error:
    check("an error stops nbclient, with name and message", error.ename == "RangeError" and error.evalue == "bad")

done = run(["for (let i = 0; i < 1000; i++) console.log(i)"])
check("a thousand lines arrive", "".join(output.text for output in done.cells[0].outputs).count("\n") == 1000)

with tempfile.TemporaryDirectory() as folder:
    log = open(os.path.join(folder, "log"), "w+")
    options = ["--no-browser", "--port=0", "--ServerApp.port_retries=0", "--IdentityProvider.token=secret", "--allow-root"]
    env = dict(os.environ, JUPYTER_RUNTIME_DIR=folder)
    server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options, "--ServerApp.root_dir=" + root], stdout=log, stderr=log, env=env)
    try:
        info = None
        while info is None and server.poll() is None:
            files = [name for name in os.listdir(folder) if name.startswith("jpserver") and name.endswith(".json")]
            try:
                info = json.load(open(os.path.join(folder, files[0]))) if files else None
            except ValueError:
                info = None
            time.sleep(0.1)
        check("stock JupyterLab starts", info is not None)
        headers = {"Authorization": "token secret"}

        def ask(path, body=None):
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(info["url"] + path, data=data, headers=headers)
            return json.load(urllib.request.urlopen(request))

        check("it offers the kernel", "strata" in ask("api/kernelspecs")["kernelspecs"])
        kernel = ask("api/kernels", {"name": "strata", "path": "notebooks"})
        import asyncio

        from tornado.websocket import websocket_connect
        from tornado.httpclient import HTTPRequest

        async def execute(code):
            url = info["url"].replace("http", "ws", 1) + "api/kernels/" + kernel["id"] + "/channels"
            socket = await websocket_connect(HTTPRequest(url, headers=headers))
            header = {"msg_id": "m1", "msg_type": "execute_request", "session": "s", "username": "u", "version": "5.4", "date": ""}
            message = {"header": header, "parent_header": {}, "metadata": {}, "content": {"code": code}, "channel": "shell", "buffers": []}
            await socket.write_message(json.dumps(message))
            while True:
                answer = json.loads(await socket.read_message())
                if answer["parent_header"].get("msg_id") == "m1" and answer["msg_type"] == "execute_result":
                    return answer["content"]["data"]["text/plain"]

        check("a cell runs in stock JupyterLab's server", asyncio.run(asyncio.wait_for(execute('import { memory } from "strata"; typeof memory'), 120)) == "'object'")
    finally:
        server.terminate()
        server.wait()
