"""What answers HTTP: for now the health checks that a deployment needs."""

from flask import Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.settings import Settings, load_settings


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. `/healthz`: the process answers. `/readyz`: it reaches its database."""
    settings = settings or load_settings()
    app = Flask(__name__)
    database = Database(settings.database_url)

    @app.get("/healthz")
    def _health() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def _ready() -> tuple[Response, int]:
        try:
            with database.session() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return jsonify(status="the database does not answer"), 503
        return jsonify(status="ok"), 200

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app
