import tsdoc from "eslint-plugin-tsdoc";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/node_modules/", ".build/", "docs/", "**/*.cjs", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./lib/notebook/frontend/tsconfig.json"],
        tsconfigRootDir: `${import.meta.dirname}/..`,
      },
    },
    plugins: { tsdoc },
    rules: {
      "tsdoc/syntax": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      // Text of unknown values is wanted: whatever a cell threw, showed or was told.
      "@typescript-eslint/no-base-to-string": "off",
      // A constructor may do no more than narrow the types of its parameters.
      "@typescript-eslint/no-useless-constructor": "off",
      "@typescript-eslint/unified-signatures": "off",
      // These are control flow of the machine, thrown a million times: a stack trace for each would cost more than the instruction.
      "@typescript-eslint/only-throw-error": ["error", { allow: ["Fault", "BeginAgain"] }],
    },
  },
  {
    // The snapshot's builder offers `require` alone, and its maker loads the compiler only when it is needed.
    files: ["lib/notebook/session/snapshot.ts", "lib/notebook/session/snapshotEntry.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off", "@typescript-eslint/no-implied-eval": "off" },
  },
  {
    // Blocks of the machine become functions.
    files: ["lib/machine/engine/compile.ts"],
    rules: { "@typescript-eslint/no-implied-eval": "off" },
  },
  {
    files: ["test/**"],
    rules: {
      // ava's macros and assertions return promises that ava itself awaits.
      "@typescript-eslint/no-floating-promises": "off",
      // A test knows the JSON that it reads; a wrong guess fails it.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
