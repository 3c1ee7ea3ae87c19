ALTER VIEW v SET (security_barrier = 'true', security_invoker = 'true');
ALTER VIEW w RESET (security_barrier);
