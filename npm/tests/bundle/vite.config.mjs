export default { base: "./", build: { modulePreload: false } };
