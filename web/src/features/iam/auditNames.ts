import { useTranslation } from 'react-i18next'
import type { AuditEvent } from './api'

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

/** What it was about: the kind, with its name where the server knows one. */
export function useSubjectName(): (subject: AuditEvent['subject']) => string {
  const { t } = useTranslation('audit')
  return (subject) => {
    const known = kinds.find((kind) => kind === subject.kind)
    const kind = known ? t(`kind.${known}`) : subject.kind
    if (subject.name) return t('kindNamed', { kind, name: subject.name })
    return ['company', 'calendar', 'security_policy', 'audit_log'].includes(subject.kind) || subject.id === 0 ? kind : t('kindNumber', { kind, id: String(subject.id) })
  }
}
