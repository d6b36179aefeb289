import type audit from '@locales/zh-CN/audit.json'
import type calendar from '@locales/zh-CN/calendar.json'
import type fault from '@locales/zh-CN/fault.json'
import type field from '@locales/zh-CN/field.json'
import type iam from '@locales/zh-CN/iam.json'
import type roles from '@locales/zh-CN/roles.json'
import type security from '@locales/zh-CN/security.json'
import type shell from '@locales/zh-CN/shell.json'
import type org from '@locales/zh-CN/org.json'
import type profile from '@locales/zh-CN/profile.json'
import type ui from '@locales/zh-CN/ui.json'
import type upkeep from '@locales/zh-CN/upkeep.json'
import type users from '@locales/zh-CN/users.json'
import type workbench from '@locales/zh-CN/workbench.json'

/** The catalogs and, through the zh-CN files, their keys. A new namespace gets a line here. */
export interface Namespaces {
  audit: typeof audit
  calendar: typeof calendar
  fault: typeof fault
  field: typeof field
  iam: typeof iam
  org: typeof org
  profile: typeof profile
  roles: typeof roles
  security: typeof security
  shell: typeof shell
  ui: typeof ui
  upkeep: typeof upkeep
  users: typeof users
  workbench: typeof workbench
}
