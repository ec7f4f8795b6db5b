export class Tasks {
  constructor(app) { this.app = app; this.name = "tasks"; this.title = "Tasks"; }
  async open() {}
  async refresh() {}
  async search() {}
  async leave() { return true; }
}
