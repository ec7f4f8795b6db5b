export class People {
  constructor(app) { this.app = app; this.name = "people"; this.title = "People"; }
  async open() {}
  async refresh() {}
  async search() {}
  async leave() { return true; }
}
