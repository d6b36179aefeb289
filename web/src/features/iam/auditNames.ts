import { teamsQuery } from '@shared/pickers/api'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { rolesQuery, type AuditEvent } from './api'
import { useRoleName } from './roleName'

/** Who acted: a person, the system, or nobody who had signed in. */
export function useActorName(): (actor: AuditEvent['actor']) => string {
  const { t } = useTranslation('audit')
  return (actor) => {
    if (actor.kind === 'anonymous') return t('actor.anonymous')
    if (actor.kind === 'system') return t('actor.system')
    return actor.name || t('actor.number', { id: String(actor.id ?? '') })
  }
}

const kinds = ['user', 'member', 'team', 'role', 'token', 'company', 'calendar', 'security_policy', 'backup', 'audit_log'] as const

/** What it was about: the kind, with its name where one is known. */
export function useSubjectName(): (subject: AuditEvent['subject']) => string {
  const { t } = useTranslation('audit')
  const nameOf = useNameOf()
  return (subject) => {
    const known = kinds.find((kind) => kind === subject.kind)
    const kind = known ? t(`kind.${known}`) : subject.kind
    const name = nameOf(subject)
    if (name) return t('kindNamed', { kind, name })
    return ['company', 'calendar', 'security_policy', 'audit_log'].includes(subject.kind) || subject.id === 0 ? kind : t('kindNumber', { kind, id: String(subject.id) })
  }
}

/** People are named by the server; built-in roles by the reader's language, teams by the tree. */
function useNameOf(): (subject: AuditEvent['subject']) => string | undefined {
  const roleName = useRoleName()
  const roles = useQuery(rolesQuery).data ?? []
  const teams = useQuery(teamsQuery).data ?? []
  return ({ kind, id, name }) => {
    if (name) return name
    const role = kind === 'role' && roles.find((one) => one.id === id)
    return role ? roleName(role) : kind === 'team' ? teams.find((team) => team.id === id)?.name : undefined
  }
}

/** A value of a change as a reader knows it: users and teams are named by the server, roles here, in the reader's language. */
export function useValueText(): (field: string, value: string | undefined, name: string | undefined) => string {
  const { t } = useTranslation('audit')
  const roleName = useRoleName()
  const roles = useQuery(rolesQuery).data ?? []
  const nameOf = (id: string) => {
    const role = roles.find((one) => String(one.id) === id)
    return role ? roleName(role) : `#${id}`
  }
  return (field, value, name) => {
    if (value === undefined) return '–'
    if (field === 'role_ids') return value.split(',').map(nameOf).join(t('separator'))
    return name ?? value
  }
}
