DROP SCHEMA IF EXISTS public, tenant_a, tenant_b, dunlin CASCADE;
CREATE SCHEMA public;
CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
