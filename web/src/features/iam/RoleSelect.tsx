import { useQuery } from '@tanstack/react-query'
import { TabLeaves } from '@shared/ui/TabLeaves'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { rolesQuery } from './api'
import { useRoleName } from './roleName'

interface RoleSelectProps {
  id?: string
  value?: number[]
  onChange?: (value: number[]) => void
  disabled?: boolean
}

/** Chooses one or more roles. */
export function RoleSelect({ id, value, onChange, disabled = false }: RoleSelectProps) {
  const { t } = useTranslation('users')
  const roles = useQuery(rolesQuery)
  const roleName = useRoleName()
  return (
    <TabLeaves>
      <Select<number[]>
        {...(id === undefined ? {} : { id })}
        mode="multiple"
        disabled={disabled}
        value={value ?? []}
        loading={roles.isPending}
        placeholder={t('chooseRoles')}
        showSearch={{ optionFilterProp: 'label' }}
        options={(roles.data ?? []).map((role) => ({ value: role.id, label: roleName(role) }))}
        onChange={(next) => onChange?.(next)}
      />
    </TabLeaves>
  )
}
