import { levels, parseLevel, type Level } from '@shared/session/session'
import type { Permission, Role } from './api'

export type Grants = Record<string, Level>

/** What a role grants, as the app reads it. */
export function grantsOf(role: Role | undefined): Grants {
  return Object.fromEntries(Object.entries(role?.grants ?? {}).map(([key, level]) => [key, parseLevel(level)]))
}

/** The levels that a permission can have, the lowest first. */
export function levelsOf(permission: Permission): readonly Level[] {
  return levels.filter((level) => permission.levels.includes(level))
}

/** True when a level reaches further than another. */
export function exceeds(level: Level, other: Level): boolean {
  return levels.indexOf(level) > levels.indexOf(other)
}

/** The changes that really differ from what is saved. */
export function changedGrants(saved: Grants, draft: Grants): Grants {
  return Object.fromEntries(Object.entries(draft).filter(([key, level]) => level !== (saved[key] ?? 'none')))
}

/** What the server is to hold: all grants, without those that grant nothing. */
export function mergedGrants(saved: Grants, draft: Grants): Grants {
  return Object.fromEntries(Object.entries({ ...saved, ...draft }).filter(([, level]) => level !== 'none'))
}

/** The permissions by room, in the order in which they come. */
export function byRoom(permissions: readonly Permission[]): readonly [string, readonly Permission[]][] {
  const rooms = new Map<string, Permission[]>()
  for (const permission of permissions) rooms.set(permission.room, [...(rooms.get(permission.room) ?? []), permission])
  return [...rooms]
}
