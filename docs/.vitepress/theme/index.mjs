// Owns the look of the site: VitePress's own theme in Affitor's colours.
import { useData } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { nextTick, onMounted, watch } from 'vue';
import './style.css';

/** The first page and the page that is not there have no main part of their own in this theme. */
async function markMain() {
  await nextTick();
  document.querySelector('.VPHome, .NotFound')?.setAttribute('role', 'main');
}

export default {
  extends: DefaultTheme,
  setup() {
    const { page } = useData();
    onMounted(markMain);
    watch(page, () => void markMain(), { flush: 'post' });
  },
};
