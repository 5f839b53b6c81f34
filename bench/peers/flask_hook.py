"""flask_hook.py - a webhook in Flask: checks the signature; with DATABASE also inserts one row and commits it."""
import hashlib
import hmac
import os
import sqlite3
import threading
import time

from flask import Flask, abort, request

app = Flask(__name__)
here = threading.local()
database = os.environ.get("DATABASE")
with open(os.environ["SECRET_FILE"], "rb") as file:
    secret = file.read()


def connection():
    if not hasattr(here, "db"):
        here.db = sqlite3.connect(database, timeout=30, isolation_level=None)
        here.db.execute("PRAGMA journal_mode = WAL")
        here.db.execute("PRAGMA synchronous = FULL")
        here.db.execute(
            "CREATE TABLE IF NOT EXISTS event (delivery TEXT PRIMARY KEY, kind TEXT, received REAL, body BLOB)"
        )
    return here.db


@app.post("/hooks/github")
def hook():
    body = request.get_data()
    good = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(good, request.headers.get("X-Hub-Signature-256", "")):
        abort(401)
    if database:
        row = (request.headers["X-GitHub-Delivery"], request.headers["X-GitHub-Event"], time.time(), body)
        connection().execute("INSERT INTO event VALUES (?, ?, ?, ?)", row)
    return "", 202
