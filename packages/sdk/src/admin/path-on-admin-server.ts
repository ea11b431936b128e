import type { AdminSettings, BackendSettings } from '../config/settings.ts';
import { ADMIN_HOST, ADMIN_PORT } from './admin-server.ts';

const PAGE_PATH = '/metrics';

/** The path of a page that the admin server serves, because its backend would listen on the same address. */
export function pathOnAdminServer(backend: BackendSettings, admin: AdminSettings | undefined): string | undefined {
  if (backend.type !== 'prometheus' || backend.listen === false || !isEnabled(admin)) return undefined;
  const { host = ADMIN_HOST, port = ADMIN_PORT, path = PAGE_PATH } = backend;
  return host === (admin.host ?? ADMIN_HOST) && port === (admin.port ?? ADMIN_PORT) ? path : undefined;
}

export function isEnabled(admin: AdminSettings | undefined): admin is AdminSettings {
  return admin !== undefined && admin.enabled !== false;
}
