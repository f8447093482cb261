/**
 * The mark at the top left of the page: three strata, one above the other.
 *
 * @packageDocumentation
 */
import { ILabShell, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { Widget } from "@lumino/widgets";
import mark from "./logo.svg";

const logo: JupyterFrontEndPlugin<void> = {
  id: "strata:logo",
  description: "Shows the mark of Strata where JupyterLab shows its own.",
  autoStart: true,
  requires: [ILabShell],
  activate: (_app: JupyterFrontEnd, shell: ILabShell): void => {
    const widget = new Widget();
    widget.id = "jp-MainLogo";
    widget.node.innerHTML = mark;
    widget.node.title = "Strata";
    shell.add(widget, "top", { rank: 0 });
  },
};

export default logo;
