export class Calendar {
  constructor(app) { this.app = app; this.name = "calendar"; this.title = "Calendar"; }
  async open() {}
  async refresh() {}
  async search() {}
  async leave() { return true; }
}
