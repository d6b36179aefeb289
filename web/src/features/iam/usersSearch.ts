import type { UserStatus } from './api'

/** What the address of the list of users holds. */
export interface UsersSearch {
  q?: string
  status?: UserStatus
  team?: number
  role?: number
  sort?: UserSort
  cursor?: string
  size?: number
  /** The user that is open beside the list. */
  id?: number
  tab?: 'member'
  /** 1 while the form for a new user is open. */
  create?: 1
}

export const userSorts = ['name', '-name', 'created_at', '-created_at'] as const
export type UserSort = (typeof userSorts)[number]
export const userStatuses: readonly UserStatus[] = ['active', 'invited', 'disabled']

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const positive = (value: unknown): number | undefined => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined)

/** Reads the address; what does not fit is left out. */
export function parseUsersSearch(raw: Record<string, unknown>): UsersSearch {
  const found: UsersSearch = {}
  const q = typeof raw['q'] === 'number' ? String(raw['q']) : text(raw['q'])
  const status = userStatuses.find((one) => one === raw['status'])
  const sort = userSorts.find((one) => one === raw['sort'])
  const [team, role, id, size, cursor] = [positive(raw['team']), positive(raw['role']), positive(raw['id']), positive(raw['size']), text(raw['cursor'])]
  if (q) found.q = q
  if (status) found.status = status
  if (team) found.team = team
  if (role) found.role = role
  if (sort) found.sort = sort
  if (cursor) found.cursor = cursor
  if (size) found.size = Math.min(size, 200)
  if (id) found.id = id
  if (raw['tab'] === 'member') found.tab = 'member'
  if (Number(raw['create']) === 1) found.create = 1
  return found
}
