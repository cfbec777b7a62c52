import type { RouteRecordRaw } from 'vue-router'
import { routes } from '../../src/app/routes'

export interface Screen {
  name: string
  /** As the table has it, with its parameters: `/app/campaigns/:id`. */
  path: string
  /** For whoever is not signed in, and for them alone. */
  guest: boolean
  signedIn: boolean
  roles?: string[]
}

function flatten(records: RouteRecordRaw[], parent = '', above: Partial<Screen> = {}): Screen[] {
  return records.flatMap((record) => {
    const path = record.path.startsWith('/') ? record.path : `${parent}/${record.path}`.replaceAll('//', '/')
    const { guest, signedIn, roles } = { ...above, ...record.meta }
    const here = { guest: !!guest, signedIn: !!signedIn, ...(roles ? { roles } : {}) }
    if (record.children) return flatten(record.children, path, here)
    return [{ ...here, name: String(record.name ?? 'app-not-found'), path: path.replace(/(.)\/$/, '$1') }]
  })
}

/** Every page of the app, read from its own table: what is added there is visited here. */
export const screens = flatten(routes)

/** What somebody of this role can open; everybody can open the public ones, which strangers do here. */
export const screensOf = (role: string) =>
  screens.filter((screen) =>
    role === 'guest' ? !screen.signedIn : screen.signedIn && (screen.roles?.includes(role) ?? true),
  )
