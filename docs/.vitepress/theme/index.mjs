// Owns the look of the site: VitePress's own theme in Affitor's colours.
import DefaultTheme from 'vitepress/theme';
import './style.css';

export default DefaultTheme;
