import { createRoot } from 'react-dom/client'
import { App } from './shell/app.js'
import { applyKeptTheme } from './shell/theme.js'
import './style/tokens.css'
import './style/page.css'
import './style/controls.css'
import './style/figures.css'
import './style/panels.css'

applyKeptTheme()
const page = document.getElementById('page')
if (page) createRoot(page).render(<App />)
