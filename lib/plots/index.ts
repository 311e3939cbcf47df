/**
 * Charts for Plotly, and diagrams as SVG.
 *
 * @module
 */
export * from './bars';
export * from './chart';
export * from './drawing';
export * from './explained-text';
export * from './heat-map';
export * from './histogram';
export * from './label-sides';
export * from './line-chart-svg';
export * from './lines';
export * from './projection';
export * from './show';
export * from './words';
