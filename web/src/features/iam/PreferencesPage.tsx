import { usePreferences, type Density, type Language, type ThemeChoice } from '@shared/theme/preferences'
import { PageHeader } from '@shared/ui/PageHeader'
import { SettingRow } from '@shared/ui/SettingsLayout'
import { Radio, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

const languages: readonly Language[] = ['zh-CN', 'en']
const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const densities: readonly Density[] = ['compact', 'standard', 'comfortable']

/** How the app looks for this person; every choice works at once. */
export function PreferencesPage() {
  const { t } = useTranslation('iam')
  const { t: shell } = useTranslation('shell')
  const [choice, change] = usePreferences()
  return (
    <>
      <PageHeader title={t('preferences.title')} />
      <SettingRow title={shell('account.language')}>
        <Choice
          label={shell('account.language')}
          value={choice.language}
          options={languages.map((id) => ({ value: id, label: shell(`language.${id}`) }))}
          onChange={(language) => change({ language })}
        />
      </SettingRow>
      <SettingRow title={shell('account.theme')}>
        <Choice
          label={shell('account.theme')}
          value={choice.theme}
          options={themes.map((id) => ({ value: id, label: shell(`theme.${id}`) }))}
          onChange={(theme) => change({ theme })}
        />
      </SettingRow>
      <SettingRow title={shell('account.density')} effect={t('preferences.densityEffect')}>
        <Choice
          label={shell('account.density')}
          value={choice.density}
          options={densities.map((id) => ({ value: id, label: shell(`density.${id}`) }))}
          onChange={(density) => change({ density })}
        />
      </SettingRow>
      <SettingRow title={t('preferences.shortcuts')} effect={t('preferences.shortcutsEffect')}>
        <Switch aria-label={t('preferences.shortcuts')} checked={choice.shortcuts} onChange={(shortcuts) => change({ shortcuts })} />
      </SettingRow>
    </>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const name = useId()
  return (
    <Radio.Group
      aria-label={label}
      name={name}
      value={value}
      options={[...options]}
      onChange={(event) => onChange(event.target.value as Value)}
    />
  )
}
