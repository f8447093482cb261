/**
 * Shorthand properties of earlier cells' variables.
 *
 * tslab's converter turns a name from an earlier cell, such as `list`, into `exports.list`, but leaves `{ list }` as it is: the name
 * there is a property's as well as a variable's. This transformer, which goes before, writes it out: `{ list: exports.list }`.
 *
 * @packageDocumentation
 */
import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { ts } from "./typescript";

/** The file of declarations in which the converter shows a cell what earlier cells declared. */
const EARLIER_CELLS = "__prev__.d.ts";

/** Writes out shorthand properties whose value an earlier cell declared. */
export function writeOutShorthand(
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (!ts.isShorthandPropertyAssignment(node) || !isFromEarlierCell(checker, node)) return seen;
      const { name, objectAssignmentInitializer } = seen as TypeScript.ShorthandPropertyAssignment;
      const { factory } = context;
      const value = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name.text);
      const written = factory.createPropertyAssignment(
        factory.createIdentifier(name.text),
        objectAssignmentInitializer === undefined
          ? value
          : factory.createAssignment(value, objectAssignmentInitializer),
      );
      return ts.setTextRange(written, node);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function isFromEarlierCell(checker: TypeScript.TypeChecker, node: TypeScript.ShorthandPropertyAssignment): boolean {
  const declarations = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
  return declarations.some((one) => path.basename(one.getSourceFile().fileName) === EARLIER_CELLS);
}
