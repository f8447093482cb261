/**
 * The one kernel that this server offers, as a Jupyter kernel specification.
 *
 * Source: Project Jupyter, jupyter_client: "Making kernels for Jupyter", "Kernel specs".
 *
 * @packageDocumentation
 */

/** The name under which notebooks ask for the kernel. */
export const kernelName = "strata";

/** The specification, and where its logo is found. */
export function kernelSpecs(): object {
  return { default: kernelName, kernelspecs: { [kernelName]: kernelSpecModel() } };
}

/** The specification of our kernel with its resources. */
export function kernelSpecModel(): object {
  return {
    name: kernelName,
    spec: {
      argv: ["strata", "kernel", "--connection-file", "{connection_file}"],
      env: {},
      display_name: "TypeScript (Strata)",
      language: "typescript",
      interrupt_mode: "message",
      metadata: {},
    },
    resources: { "logo-svg": `/kernelspecs/${kernelName}/logo-svg.svg` },
  };
}

/** The kernel's logo: three strata, one above the other. */
export const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#f5a742" d="M16 3 29 9.5 16 16 3 9.5z"/>
<path fill="#3e8ed0" d="M3 15.2l3.6-1.8L16 18.1l9.4-4.7 3.6 1.8L16 21.7z"/>
<path fill="#2f6f5e" d="M3 21l3.6-1.8L16 23.9l9.4-4.7L29 21l-13 6.5z"/>
</svg>
`;
