import type { ThemeConfig } from 'antd'
import darkAlgorithm from 'antd/es/theme/themes/dark'
import { dark, light, type Palette } from './tokens'
import type { Density } from './preferences'

/** What the theme depends on. */
export interface Look {
  isDark: boolean
  density: Density
  isPhone: boolean
  /** No motion: the person asked the operating system for that. */
  isCalm: boolean
}

/**
 * The antd theme made of our tokens. The dark algorithm shifts its seed colours, so every colour that
 * users see is set after it, as an alias token.
 */
export function antdTheme({ isDark, density, isPhone, isCalm }: Look): ThemeConfig {
  const p = isDark ? dark : light
  return {
    ...(isDark ? { algorithm: darkAlgorithm } : {}),
    token: {
      ...colours(p),
      fontFamily: 'var(--font)',
      fontSize: 14,
      borderRadius: 4,
      borderRadiusLG: 4,
      borderRadiusSM: 4,
      borderRadiusXS: 2,
      controlHeight: isPhone ? 44 : density === 'comfortable' ? 36 : 32,
      controlHeightSM: isPhone ? 36 : 24,
      motion: !isCalm,
      motionDurationFast: '0.12s',
      motionDurationMid: '0.14s',
      motionDurationSlow: '0.16s',
      boxShadow: 'var(--shadow)',
      boxShadowSecondary: 'var(--shadow)',
      zIndexPopupBase: 1100,
      wireframe: false,
      // antd draws its focus ring with it; the shades it derives are too close to the ground.
      colorPrimaryBorder: p.accent,
      lineWidthFocus: 2,
    },
    components: {
      Button: {
        fontWeight: 400,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        colorPrimary: p.accentButton,
        colorPrimaryHover: isDark ? '#3467b8' : '#164a9c',
        colorPrimaryActive: isDark ? '#2c5aa3' : '#123e84',
        colorError: p.danger,
        colorErrorHover: isDark ? '#ffa599' : '#8f1b12',
        colorErrorActive: isDark ? '#f2796a' : '#74150d',
        // On the light red of the dark theme only dark text can be read.
        dangerColor: isDark ? p.bg : p.surface,
        defaultBorderColor: p.control,
        defaultColor: p.text,
        // Their own, because those of the filled button are too dark for text on the dark ground.
        defaultHoverColor: p.accent,
        defaultHoverBorderColor: p.accent,
        defaultActiveColor: p.accent,
        defaultActiveBorderColor: p.accent,
      },
      Input: { activeShadow: `0 0 0 1px ${p.accent}`, errorActiveShadow: `0 0 0 1px ${p.danger}`, activeBorderColor: p.accent, hoverBorderColor: p.accent, fontSize: isPhone ? 16 : 14 },
      Form: { labelColor: p.text, verticalLabelPadding: '0 0 4px', itemMarginBottom: 20 },
      Switch: { colorPrimary: p.accentButton, colorPrimaryHover: p.accentButton, colorTextQuaternary: p.control, colorTextTertiary: p.muted },
      Checkbox: { colorPrimary: p.accentButton, colorPrimaryHover: p.accentButton, colorBorder: p.control },
      Radio: { colorPrimary: p.accentButton, colorPrimaryHover: p.accentButton, colorBorder: p.control },
      Modal: { titleFontSize: 15, contentBg: p.surface, headerBg: p.surface },
      Drawer: { colorBgElevated: p.surface },
      Select: { optionSelectedBg: p.accentTint, optionSelectedFontWeight: 500, multipleItemColorDisabled: p.text, activeOutlineColor: 'transparent' },
    },
  }
}

function colours(p: Palette) {
  return {
    colorPrimary: p.accentButton,
    colorInfo: p.accentButton,
    colorLink: p.accent,
    colorLinkHover: p.accent,
    colorLinkActive: p.accent,
    colorError: p.danger,
    colorErrorText: p.danger,
    colorWarning: p.warning,
    colorWarningText: p.warning,
    colorSuccess: p.success,
    colorText: p.text,
    colorTextBase: p.text,
    colorTextHeading: p.text,
    colorTextSecondary: p.muted,
    colorTextTertiary: p.muted,
    colorTextDescription: p.muted,
    colorTextPlaceholder: p.placeholder,
    // Whoever may only read must be able to.
    colorTextDisabled: p.muted,
    colorBgContainerDisabled: p.surface2,
    colorBgBase: p.surface,
    colorBgContainer: p.surface,
    colorBgElevated: p.surface,
    colorBgLayout: p.bg,
    colorFillAlter: p.surface2,
    colorBorder: p.control,
    colorBorderSecondary: p.line,
    colorSplit: p.line,
    controlItemBgHover: p.surface2,
    controlItemBgActive: p.accentTint,
    controlItemBgActiveHover: p.accentTint,
    controlOutline: 'transparent',
  }
}
