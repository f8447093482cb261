import test from "ava";
import fc from "fast-check";
import { formatNotebook, type Notebook, parseNotebook } from "../../../lib/notebook/server/notebookFormat";

const cell = fc.record({
  cell_type: fc.constantFrom("code", "markdown", "raw"),
  id: fc.uuid(),
  metadata: fc.constant({}),
  source: fc.string(),
  outputs: fc.array(
    fc.oneof(
      fc.record({ output_type: fc.constant("stream"), name: fc.constant("stdout"), text: fc.string() }),
      fc.record({
        output_type: fc.constant("display_data"),
        metadata: fc.constant({}),
        data: fc.record({
          "text/plain": fc.string(),
          "application/json": fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
          "application/vnd.x+json": fc.array(fc.string()),
        }),
      }),
    ),
    { maxLength: 3 },
  ),
});

test("what is written is read as it was, in every cell", (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(cell, { selector: ({ id }) => id, maxLength: 4 }), (cells) => {
      const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 } as unknown as Notebook;
      const read = parseNotebook(formatNotebook(notebook), "n.ipynb");
      t.deepEqual(JSON.parse(JSON.stringify(read.cells)), JSON.parse(JSON.stringify(cells)));
    }),
  );
});

test("on disk a notebook looks as nbformat writes it", (t) => {
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { trusted: true },
    cells: [{ id: "a", source: "let a;\na", outputs: [], metadata: { trusted: true }, cell_type: "code" }],
  };
  t.is(
    formatNotebook(notebook),
    `{
 "cells": [
  {
   "cell_type": "code",
   "id": "a",
   "metadata": {},
   "outputs": [],
   "source": [
    "let a;\\n",
    "a"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
  );
});

test("a cell without an id, or with another's, gets its own", (t) => {
  const cells = [{ id: "a" }, {}, { id: "a" }].map((id) => ({ cell_type: "raw", metadata: {}, source: "", ...id }));
  const text = formatNotebook({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 });
  const read = parseNotebook(text, "n.ipynb");
  t.is(read.nbformat_minor, 5);
  t.is(read.cells[0]!["id"], "a");
  t.is(new Set(read.cells.map((each) => each["id"])).size, 3);
});

const broken = test.macro({
  exec: (t, text: string, message: RegExp) => {
    t.throws(() => parseNotebook(text, "n.ipynb"), { message });
  },
  title: (_title, text: string) => `no notebook, and it is said why: ${text}`,
});

test(broken, "{", /^n\.ipynb is no notebook: it is not valid JSON \(.+\)\.$/);
test(broken, "[]", /^n\.ipynb is no notebook: it is not a JSON object\.$/);
test(broken, "{}", /expected nbformat 4, got none\.$/);
test(broken, '{"nbformat":3,"worksheets":[]}', /expected nbformat 4, got 3\.$/);
test(broken, '{"nbformat":4,"cells":[1]}', /its cells are not a list of cells\.$/);
