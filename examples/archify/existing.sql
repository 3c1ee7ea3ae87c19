-- A database as Archify's own migrator left it: its tables, and a schema_migrations of two columns in each schema.
CREATE TABLE tenants (
    id SERIAL PRIMARY KEY,
    slug VARCHAR(50) NOT NULL UNIQUE,
    name VARCHAR(255) NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE schema_migrations (version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO schema_migrations (version) VALUES ('001_create_public_tables');
INSERT INTO tenants (slug, name) VALUES ('acme', 'Acme, Inc.'), ('corp', 'Corp'), ('startup', 'Startup');

CREATE SCHEMA tenant_acme;
SET search_path TO tenant_acme;
CREATE TABLE users (id SERIAL PRIMARY KEY, email VARCHAR(255) NOT NULL UNIQUE, is_admin BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE repositories (id SERIAL PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES users(id),
    name VARCHAR(255) NOT NULL, url VARCHAR(500) NOT NULL);
CREATE TABLE analyses (id SERIAL PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    status VARCHAR(50) NOT NULL DEFAULT 'pending', result JSONB, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX idx_repositories_owner ON repositories(owner_id);
CREATE INDEX idx_analyses_repository ON analyses(repository_id);
CREATE TABLE schema_migrations (version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO schema_migrations (version) VALUES ('002_create_tenant_tables');
INSERT INTO users (email, is_admin) VALUES ('root@acme.example', TRUE);

CREATE SCHEMA tenant_corp;
SET search_path TO tenant_corp;
CREATE TABLE users (id SERIAL PRIMARY KEY, email VARCHAR(255) NOT NULL UNIQUE, is_admin BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE repositories (id SERIAL PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES users(id),
    name VARCHAR(255) NOT NULL, url VARCHAR(500) NOT NULL);
CREATE TABLE analyses (id SERIAL PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    status VARCHAR(50) NOT NULL DEFAULT 'pending', result JSONB, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX idx_repositories_owner ON repositories(owner_id);
CREATE INDEX idx_analyses_repository ON analyses(repository_id);
CREATE TABLE schema_migrations (version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO schema_migrations (version) VALUES ('002_create_tenant_tables');
INSERT INTO users (email, is_admin) VALUES ('root@corp.example', TRUE);

-- Registered, its schema made, and no migration run yet.
CREATE SCHEMA tenant_startup;
SET search_path TO tenant_startup;
CREATE TABLE schema_migrations (version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
