import { problemText } from '@shared/i18n/problemText'
import { industriesQuery, languagesQuery } from '@shared/pickers/api'
import { RegionSelect } from '@shared/pickers/RegionSelect'
import { TeamSelect } from '@shared/pickers/TeamSelect'
import { UserSelect } from '@shared/pickers/UserSelect'
import { useCan } from '@shared/session/session'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { ErrorState } from '@shared/ui/States'
import { TabLeaves } from '@shared/ui/TabLeaves'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addAbsence, memberQuery, removeAbsence, setMember, userQuery, type Member, type MemberInput, type User } from './api'
import styles from './users.module.css'

/** The account as a member: place, what they cover, when they are away. */
export function MemberPanel({ user }: { user: User }) {
  const member = useQuery(memberQuery(user.id))
  const readOnly = !useCan()('org.member.write')
  if (member.isPending) return <SkeletonBlock lines={6} />
  if (!member.data) return <ErrorState error={member.error} onRetry={() => void member.refetch()} />
  return (
    <>
      <MemberForm user={user} member={member.data} readOnly={readOnly} />
      <Absences user={user} member={member.data} readOnly={readOnly} />
    </>
  )
}

/** A member was changed: the account shows team and manager, the tree its counts. */
function useRefreshMember(id: number): () => Promise<unknown> {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['users'] }),
      client.invalidateQueries({ queryKey: ['teams'] }),
      client.invalidateQueries({ queryKey: memberQuery(id).queryKey }),
    ])
}

type Values = Partial<MemberInput>

const valuesOf = (member: Member): MemberInput => ({
  team_id: member.team_id ?? null,
  manager_id: member.manager_id ?? null,
  regions: member.regions,
  industries: member.industries,
  languages: member.languages,
  capacity: member.capacity ?? null,
})

function MemberForm({ user, member, readOnly }: { user: User; member: Member; readOnly: boolean }) {
  const { t } = useTranslation('users')
  const client = useQueryClient()
  const refresh = useRefreshMember(user.id)
  const [round, setRound] = useState(0)
  const save = async (base: Member, values: Values) => {
    const saved = await setMember(user.id, base.version, { ...valuesOf(base), ...values })
    client.setQueryData(memberQuery(user.id).queryKey, saved)
    toasts.done(t('member.saved', { name: user.name }))
    await refresh()
  }
  const reload = async () => {
    await Promise.all([memberQuery(user.id).queryKey, userQuery(user.id).queryKey].map((queryKey) => client.refetchQueries({ queryKey })))
    setRound((n) => n + 1)
  }
  return (
    <FormLayout<Values>
      key={round}
      submitLabel={t('save')}
      labels={{
        team_id: t('team'),
        manager_id: t('manager'),
        regions: t('member.regions'),
        industries: t('member.industries'),
        languages: t('member.languages'),
        capacity: t('member.capacity'),
      }}
      initialValues={valuesOf(member)}
      readOnly={readOnly}
      onSubmit={(values) => save(member, values)}
      conflict={{
        subject: { kind: 'member', id: user.id },
        onReload: reload,
        onOverwrite: async (values) => save(await client.fetchQuery({ ...memberQuery(user.id), staleTime: 0 }), values),
      }}
    >
      <Field name="team_id" label={t('team')}>
        <TeamSelect placeholder={t('chooseTeam')} />
      </Field>
      <Field name="manager_id" label={t('manager')} hint={t('managerHint')}>
        <UserSelect placeholder={t('chooseManager')} known={user.manager} />
      </Field>
      <Field name="regions" label={t('member.regions')} hint={t('member.coverHint')}>
        <RegionSelect placeholder={t('member.any')} disabled={readOnly} />
      </Field>
      <Field name="industries" label={t('member.industries')}>
        <CodeSelect kind="industries" placeholder={t('member.any')} />
      </Field>
      <Field name="languages" label={t('member.languages')}>
        <CodeSelect kind="languages" placeholder={t('member.any')} />
      </Field>
      <Field name="capacity" label={t('member.capacity')} hint={t('member.capacityHint')}>
        <InputNumber inputMode="numeric" />
      </Field>
    </FormLayout>
  )
}

interface CodeSelectProps {
  id?: string
  value?: string[]
  onChange?: (codes: string[]) => void
  kind: 'industries' | 'languages'
  placeholder: string
}

/** Chooses industries or languages by code or by name in both languages. */
function CodeSelect({ id, value, onChange, kind, placeholder }: CodeSelectProps) {
  const { i18n } = useTranslation('users')
  const english = i18n.language === 'en'
  const industries = useQuery({ ...industriesQuery, enabled: kind === 'industries' }).data ?? []
  const languages = useQuery({ ...languagesQuery, enabled: kind === 'languages' }).data ?? []
  const options =
    kind === 'industries'
      ? industries.map((one) => ({ value: one.code, label: `${one.code} ${english ? one.name_en : one.name}` }))
      : languages.map((one) => ({ value: one.tag, label: english ? one.name_en : one.name }))
  return (
    <TabLeaves>
      <Select<string[]>
        {...(id === undefined ? {} : { id })}
        mode="multiple"
        value={value ?? []}
        placeholder={placeholder}
        options={options}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(next) => onChange?.(next)}
      />
    </TabLeaves>
  )
}

function Absences({ user, member, readOnly }: { user: User; member: Member; readOnly: boolean }) {
  const { t } = useTranslation('users')
  const client = useQueryClient()
  const refresh = useRefreshMember(user.id)
  const remove = useMutation({
    mutationFn: async (absence: number) => removeAbsence(user.id, (await client.fetchQuery({ ...memberQuery(user.id), staleTime: 0 })).version, absence),
    onSuccess: async () => {
      toasts.done(t('absence.removed'))
      await refresh()
    },
    onError: (error) => toasts.error(problemText(error)),
  })
  return (
    <section aria-label={t('absence.title')}>
      <h2 className={styles.section}>{t('absence.title')}</h2>
      <p className={styles.hint}>{t('absence.effect')}</p>
      {member.absences.length === 0 ? (
        <p className={styles.hint}>{t('absence.empty')}</p>
      ) : (
        <ul className={styles.absences}>
          {member.absences.map((absence) => (
            <li key={absence.id} className={styles.absence}>
              <span className={styles.absenceText}>
                {absence.from === absence.to ? absence.from : t('absence.range', { from: absence.from, to: absence.to })}{' '}
                {absence.note && <span className={styles.note}>{absence.note}</span>}
              </span>
              {!readOnly && (
                <Button type="link" disabled={remove.isPending} onClick={() => remove.mutate(absence.id)} aria-label={t('absence.removeNamed', { from: absence.from })}>
                  {t('absence.remove')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!readOnly && <AbsenceForm user={user} onDone={refresh} />}
    </section>
  )
}

interface AbsenceValues {
  from: string
  to?: string
  note?: string
}

function AbsenceForm({ user, onDone }: { user: User; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation('users')
  const client = useQueryClient()
  const [round, setRound] = useState(0)
  const save = async ({ from, to, note }: AbsenceValues) => {
    const saved = await addAbsence(user.id, { from, to: to || from, ...(note?.trim() ? { note: note.trim() } : {}) })
    client.setQueryData(memberQuery(user.id).queryKey, saved)
    setRound((n) => n + 1)
    toasts.done(t('absence.added'))
    await onDone()
  }
  return (
    <div className={styles.section}>
      <FormLayout<AbsenceValues> key={round} submitLabel={t('absence.add')} labels={{ from: t('absence.from'), to: t('absence.to'), note: t('absence.note') }} onSubmit={save}>
        <div className={styles.dates}>
          <Field name="from" label={t('absence.from')} required>
            <Input type="date" />
          </Field>
          <Field name="to" label={t('absence.to')} hint={t('absence.toHint')}>
            <Input type="date" />
          </Field>
        </div>
        <Field name="note" label={t('absence.note')}>
          <Input />
        </Field>
      </FormLayout>
    </div>
  )
}
