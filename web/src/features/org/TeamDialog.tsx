import { teamsQuery, type Team } from '@shared/pickers/api'
import { TeamSelect } from '@shared/pickers/TeamSelect'
import { teamsBelow } from '@shared/pickers/teamPath'
import { UserSelect } from '@shared/pickers/UserSelect'
import { Dialog } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { toasts } from '@shared/ui/toastStore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeTeam, createTeam, teamQuery, type TeamChange } from './api'

interface Values {
  name: string
  parent_id?: number | null
  leader_id?: number | null
}

interface TeamDialogProps {
  open: boolean
  /** The team to change; without it a new one is made. */
  team?: Team
  /** Where a new team goes at first. */
  parent?: number | undefined
  onClose: () => void
  onDone?: (team: Team) => void
}

/** Creates, renames or moves a team, and appoints its leader. */
export function TeamDialog({ open, team, parent, onClose, onDone }: TeamDialogProps) {
  const { t } = useTranslation('org')
  const client = useQueryClient()
  const teams = useQuery(teamsQuery).data ?? []
  const [round, setRound] = useState(0)
  const finish = async (saved: Team, text: string) => {
    onClose()
    toasts.done(text)
    await client.invalidateQueries({ queryKey: teamsQuery.queryKey })
    onDone?.(saved)
  }
  const save = async (version: number, values: Values) => {
    const name = values.name.trim()
    const { parent_id, leader_id } = values
    if (!team) {
      const made = await createTeam({ name, ...(parent_id ? { parent_id } : {}), ...(leader_id ? { leader_id } : {}) })
      return finish(made, t('team.created', { name }))
    }
    return finish(await changeTeam(team.id, version, changesOf(team, values)), t('team.saved', { name }))
  }
  const initial: Values = team ? { name: team.name, parent_id: team.parent_id ?? null, leader_id: team.leader?.id ?? null } : { name: '', parent_id: parent ?? null }
  return (
    <Dialog open={open} title={t(team ? 'team.change' : 'team.create')} onClose={onClose}>
      <FormLayout<Values>
        key={round}
        submitLabel={t(team ? 'team.save' : 'team.create')}
        labels={{ name: t('team.name'), parent_id: t('team.parent'), leader_id: t('team.leader') }}
        initialValues={initial}
        onSubmit={(values) => save(team?.version ?? 0, values)}
        conflict={
          team && {
            subject: { kind: 'team', id: team.id },
            onReload: async () => {
              await client.refetchQueries({ queryKey: teamsQuery.queryKey })
              setRound((n) => n + 1)
            },
            onOverwrite: async (values) => save((await client.fetchQuery({ ...teamQuery(team.id), staleTime: 0 })).version, values),
          }
        }
      >
        <Field name="name" label={t('team.name')} required>
          <Input autoComplete="off" autoFocus />
        </Field>
        <Field name="parent_id" label={t('team.parent')} hint={t('team.parentHint')}>
          <TeamSelect placeholder={t('team.root')} {...(team ? { without: teamsBelow(teams, team.id) } : {})} />
        </Field>
        <Field name="leader_id" label={t('team.leader')} hint={t('team.leaderHint')}>
          <UserSelect placeholder={t('team.noLeader')} known={team?.leader} />
        </Field>
      </FormLayout>
    </Dialog>
  )
}

/** Only what differs: moving a team somewhere else is a fact of its own. */
function changesOf(team: Team, values: Values): TeamChange {
  const change: TeamChange = {}
  if (values.name.trim() !== team.name) change.name = values.name.trim()
  if ((values.parent_id ?? null) !== (team.parent_id ?? null)) change.parent_id = values.parent_id ?? null
  if ((values.leader_id ?? null) !== (team.leader?.id ?? null)) change.leader_id = values.leader_id ?? null
  return change
}
