import { useShortcut } from '@shared/keyboard/useShortcut'
import { teamsQuery, type Team } from '@shared/pickers/api'
import { teamPath } from '@shared/pickers/teamPath'
import { useCan } from '@shared/session/session'
import { useIsPhone } from '@shared/theme/media'
import { OnDemand } from '@shared/ui/OnDemand'
import { PageHeader } from '@shared/ui/PageHeader'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { Empty, ErrorState } from '@shared/ui/States'
import { Tree } from '@shared/ui/Tree'
import type { TreeNode } from '@shared/ui/treeModel'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { teamsRoute } from './routes'
import styles from './org.module.css'

const TeamDialog = lazy(async () => ({ default: (await import('./TeamDialog')).TeamDialog }))
const TeamDetail = lazy(async () => ({ default: (await import('./TeamDetail')).TeamDetail }))

/** The tree of teams at the left, one team with its members at the right; on the phone one after the other. */
export function TeamsPage() {
  const { t } = useTranslation('org')
  const { id, create: creating } = teamsRoute.useSearch()
  const navigate = useNavigate()
  const teams = useQuery(teamsQuery)
  const mayWrite = useCan()('org.team.write')
  const selected = teams.data?.find((team) => team.id === id)
  const open = (next: number | undefined) => void navigate({ to: '/settings/teams', search: next === undefined ? {} : { id: next } })
  const keep = id === undefined ? {} : { id }
  const setCreating = (on: boolean) => void navigate({ to: '/settings/teams', search: on ? { ...keep, create: 1 } : keep, replace: true })
  useShortcut('c', t('team.create'), () => setCreating(true), mayWrite)

  const create = mayWrite && (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('team.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('teams.title')} {...(teams.data ? { count: t('teams.count', { count: teams.data.length }) } : {})} actions={create} />
      {teams.isPending ? (
        <SkeletonBlock lines={6} />
      ) : teams.data ? (
        <Body teams={teams.data} selected={selected} onSelect={open} />
      ) : (
        <ErrorState error={teams.error} onRetry={() => void teams.refetch()} />
      )}
      <OnDemand when={mayWrite && creating === 1}>
        <TeamDialog open={creating === 1} parent={selected?.id} onClose={() => setCreating(false)} onDone={(team) => open(team.id)} />
      </OnDemand>
    </>
  )
}

interface BodyProps {
  teams: readonly Team[]
  selected: Team | undefined
  onSelect: (id: number | undefined) => void
}

function Body({ teams, selected, onSelect }: BodyProps) {
  const { t } = useTranslation('org')
  const isPhone = useIsPhone()
  const nodes = useNodes(teams)
  if (teams.length === 0) return <Empty text={t('teams.empty')} />
  const tree = (
    <div className={styles.tree}>
      <Tree
        label={t('teams.title')}
        nodes={nodes}
        selected={selected ? String(selected.id) : undefined}
        onSelect={(id) => onSelect(Number(id))}
        initiallyOpen={teams.map((team) => String(team.id))}
      />
    </div>
  )
  const detail = selected ? (
    <Suspense fallback={<SkeletonBlock lines={6} />}>
      <TeamDetail key={selected.id} team={selected} path={teamPath(teams, selected.id)} onGone={() => onSelect(undefined)} />
    </Suspense>
  ) : (
    <p className={styles.hint}>{t('teams.choose')}</p>
  )
  if (!isPhone) {
    return (
      <div className={styles.split}>
        {tree}
        <div className={styles.detail}>{detail}</div>
      </div>
    )
  }
  if (!selected) return tree
  return (
    <>
      <Button type="link" className={styles.back ?? ''} onClick={() => onSelect(undefined)}>
        {t('teams.all')}
      </Button>
      {detail}
    </>
  )
}

/** The flat list, each team before those below it, as a tree with leader and number of members. */
function useNodes(teams: readonly Team[]): readonly TreeNode[] {
  const { t } = useTranslation('org')
  const below = new Map<number, Team[]>()
  for (const team of teams) below.set(team.parent_id ?? 0, [...(below.get(team.parent_id ?? 0) ?? []), team])
  const childrenOf = (parent: number): TreeNode[] =>
    (below.get(parent) ?? []).map((team) => ({
      id: String(team.id),
      label: team.name,
      note: team.leader ? t('teams.note', { leader: team.leader.name, count: team.members }) : t('teams.noteNoLeader', { count: team.members }),
      children: childrenOf(team.id),
    }))
  return childrenOf(0)
}
