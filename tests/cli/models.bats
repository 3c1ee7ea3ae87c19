#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# models.bats: SQLAlchemy's models are the desired state: what dunlin writes from them is what create_all() makes.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common
load ../lib/projects

LOADER=$ROOT/loaders/dunlin-sqlalchemy

models_project() {
    setup_project
    write_file app/__init__.py </dev/null
    write_file app/models.py <<'PY'
import enum
from sqlalchemy import (CheckConstraint, Column, DDL, Enum, ForeignKey, Index, Integer, Numeric, String, Text, event, func, text)
from sqlalchemy.orm import declarative_base

print("models are imported")
Base = declarative_base()
Base.metadata.naming_convention = {"ix": "ix_%(column_0_label)s", "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}


class Kind(enum.Enum):
    blog = 1
    news = 2


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False, unique=True, server_default="100%", comment="what's shown")
    first = Column(Integer, ForeignKey("posts.id", use_alter=True, name="users_first"))
    __table_args__ = (CheckConstraint("name NOT LIKE '%;%'", name="plain"), {"comment": "who writes"})


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    author = Column(Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(Enum(Kind, name="kind"), nullable=False)
    other = Column(Enum(Kind, name="kind"))
    price = Column(Numeric(10, 2))
    body = Column(Text)
    __table_args__ = (Index("posts_lower", func.lower(text("body"))), Index("posts_paid", "price", postgresql_where=text("price > 0"),
        sqlite_where=text("price > 0")))


event.listen(Base.metadata, "after_create", DDL("CREATE VIEW paid AS SELECT id FROM posts WHERE price > 0"))
PY
    write_config <<YAML
system: {url: "$1"}
schema: {public: {command: [/usr/bin/python3, "$LOADER", "app.models:Base"]}}
YAML
}

# create_all URL: as the application makes it.
create_all() {
    PYTHONPATH=. /usr/bin/python3 -c 'import sys, sqlalchemy, app.models; app.models.Base.metadata.create_all(sqlalchemy.create_engine(sys.argv[1]))' "$1" >/dev/null
}

@test "SQLite: the migration that is written makes what create_all() makes" {
    models_project sqlite:///data.db
    run_dunlin revision --autogenerate -m "models"
    assert_status 0
    create_all sqlite:///all.db
    quietly dunlin upgrade
    run_dunlin diff --from data.db --to all.db --exit-code
    assert_status 0
    # A model changes.
    sed -i 's/    body = Column(Text)/    body = Column(Text)\n    likes = Column(Integer, nullable=False, server_default="0")/' app/models.py
    run_dunlin check
    assert_status 3
    assert_stdout "column posts.likes: missing"
    run_dunlin revision --autogenerate -m "likes"
    assert_status 0
    run_dunlin check --no-databases
    assert_status 0
}

@test "PostgreSQL: the same SQL as create_all() sends, in an order that works" {
    URL=$(new_database)
    models_project "$URL"
    run_dunlin revision --autogenerate -m "models"
    assert_status 0
    assert_equal "$(grep -c '^CREATE TYPE kind' migrations/001_models.sql)" 1
    quietly dunlin upgrade
    run_dunlin verify
    assert_status 0
    run_dunlin diff --from-database --exit-code
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT column_default, col_description('users'::regclass, 2) FROM information_schema.columns
        WHERE table_name = 'users' AND column_name = 'name'")" "'100%'::character varying|what's shown"
    psql_do "$URL" "INSERT INTO users (name) VALUES ('100%')"
    # Where the driver is there, its own create_all() agrees.
    if /usr/bin/python3 -c 'import psycopg2' 2>/dev/null; then
        other=$(new_database)
        create_all "$other"
        run_dunlin diff --from "$other" --to "$URL" --exit-code
        assert_status 0
    fi
}

@test "what is no model is refused, with what to say instead" {
    models_project sqlite:///data.db
    refused() {
        run_split /usr/bin/python3 "$LOADER" --dialect sqlite "${@:2}"
        [ "$status" -ne 0 ] || return 1
        assert_equal "$output" ""
        assert_stderr "$1"
    }
    refused "No module named" app.nowhere
    refused 'there is no "Nothing"' app.models:Nothing
    refused "is no MetaData, and has none" app.models:Kind
    refused "has neither Base nor metadata" app
    run_split env -u DUNLIN_ENGINE /usr/bin/python3 "$LOADER" app.models
    assert_status 2
    assert_stderr "--dialect postgresql or sqlite?"
    echo "x = 1 +" >>app/models.py
    run_dunlin diff
    assert_status 1
    assert_stderr "ended with status 1; it said:"
    assert_stderr "SyntaxError"
}
