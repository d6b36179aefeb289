import { useNamedText } from '@shared/i18n/namedText'
import { CopyButton } from '@shared/ui/CopyButton'
import { Drawer } from '@shared/ui/Dialog'
import { Facts } from '@shared/ui/Facts'
import { TimeText } from '@shared/ui/TimeText'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from './api'
import styles from './audit.module.css'
import { useActorName, useSubjectName, useValueText } from './auditNames'

interface EventDrawerProps {
  event: AuditEvent | undefined
  onClose: () => void
  /** Shows only events about one record. */
  onOnly: (kind: string, id: number) => void
}

/** One event in full: who, what, which fields from what to what. */
export function EventDrawer({ event, onClose, onOnly }: EventDrawerProps) {
  const { t } = useTranslation('audit')
  const type = useNamedText('event')
  return (
    <Drawer open={event !== undefined} title={event ? type(event.type) : t('event')} onClose={onClose}>
      {event && <Detail event={event} onOnly={onOnly} />}
    </Drawer>
  )
}

function Detail({ event, onOnly }: { event: AuditEvent; onOnly: (kind: string, id: number) => void }) {
  const { t } = useTranslation('audit')
  const actor = useActorName()
  // What no request did, such as a job's work, has no number.
  const request = {
    id: 'request',
    label: t('request'),
    value: (
      <>
        <code className={styles.code}>{event.request_id}</code> <CopyButton text={event.request_id} label={t('copyRequest')} />
      </>
    ),
  }
  return (
    <>
      <Facts
        facts={[
          { id: 'time', label: t('time'), value: <TimeText at={event.time} as="datetime" /> },
          { id: 'actor', label: t('actor'), value: actor(event.actor) },
          { id: 'subject', label: t('subject'), value: <SubjectLink subject={event.subject} /> },
          { id: 'type', label: t('code'), value: <code className={styles.code}>{event.type}</code> },
          ...(event.request_id === '' ? [] : [request]),
        ]}
      />
      {event.subject.id > 0 && <Button onClick={() => onOnly(event.subject.kind, event.subject.id)}>{t('only')}</Button>}
      {event.changes && event.changes.length > 0 && <Changes changes={event.changes} />}
      <h2 className={styles.section}>{t('payload')}</h2>
      <dl className={styles.payload}>
        {Object.entries(event.payload).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** The record, with a link where it has a page. */
function SubjectLink({ subject }: { subject: AuditEvent['subject'] }) {
  const name = useSubjectName()(subject)
  const { id } = subject
  switch (subject.kind) {
    case 'user':
      return <Link to="/settings/users" search={{ id }}>{name}</Link>
    case 'member':
      return <Link to="/settings/users" search={{ id, tab: 'member' }}>{name}</Link>
    case 'team':
      return <Link to="/settings/teams" search={{ id }}>{name}</Link>
    case 'role':
      return <Link to="/settings/roles" search={{ id }}>{name}</Link>
    case 'company':
      return <Link to="/settings/company">{name}</Link>
    case 'calendar':
      return <Link to="/settings/calendar">{name}</Link>
    case 'security_policy':
      return <Link to="/settings/security">{name}</Link>
    default:
      return name
  }
}

function Changes({ changes }: { changes: NonNullable<AuditEvent['changes']> }) {
  const { t } = useTranslation('audit')
  const text = useValueText()
  return (
    <table className={styles.changes}>
      <caption>{t('changes')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('field')}</th>
          <th scope="col">{t('old')}</th>
          <th scope="col">{t('new')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{change.field}</th>
            <td>{text(change.field, change.old, change.old_name)}</td>
            <td>{text(change.field, change.new, change.new_name)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
