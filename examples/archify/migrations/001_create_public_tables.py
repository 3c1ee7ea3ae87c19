"""
Create the tenant registry

# MIGRATION_SCOPE: public
# MIGRATION_VERSION: 001_create_public_tables
# MIGRATION_DESCRIPTION: Create the tenants table
"""

UPGRADE_SQL = """
CREATE TABLE IF NOT EXISTS tenants (
    id SERIAL PRIMARY KEY,
    slug VARCHAR(50) NOT NULL UNIQUE,
    name VARCHAR(255) NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
"""

DOWNGRADE_SQL = """
DROP TABLE IF EXISTS tenants;
"""


def upgrade():
    return UPGRADE_SQL


def downgrade():
    return DOWNGRADE_SQL
