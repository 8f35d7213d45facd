export { recordedMarket } from './recordedMarket.js';
export { startSimulator, type Simulator, type SimulatorOptions } from './server.js';
export { startSimulatorThread, type SimulatorThread, type SimulatorThreadOptions } from './simulatorThread.js';
export { syntheticMarket } from './syntheticMarket.js';
