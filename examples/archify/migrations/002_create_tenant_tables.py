"""
Create the tables of one tenant

# MIGRATION_SCOPE: tenant
# MIGRATION_VERSION: 002_create_tenant_tables
# MIGRATION_DESCRIPTION: Create users, repositories and analyses
"""

UPGRADE_SQL = """
CREATE TABLE IF NOT EXISTS users (
    id SERIAL PRIMARY KEY,
    email VARCHAR(255) NOT NULL UNIQUE,
    is_admin BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS repositories (
    id SERIAL PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES users(id),
    name VARCHAR(255) NOT NULL,
    url VARCHAR(500) NOT NULL
);

CREATE TABLE IF NOT EXISTS analyses (
    id SERIAL PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    status VARCHAR(50) NOT NULL DEFAULT 'pending',
    result JSONB,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX IF NOT EXISTS idx_repositories_owner ON repositories(owner_id);
CREATE INDEX IF NOT EXISTS idx_analyses_repository ON analyses(repository_id);
"""

DOWNGRADE_SQL = """
DROP TABLE IF EXISTS analyses;
DROP TABLE IF EXISTS repositories;
DROP TABLE IF EXISTS users;
"""


def upgrade():
    return UPGRADE_SQL


def downgrade():
    return DOWNGRADE_SQL
