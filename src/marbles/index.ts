export type { Vocabulary } from './alphabet.js';
export { parseScenario } from './parseScenario.js';
export { runScenario, type RunScenarioOptions } from './runScenario.js';
export type { Diagram, Legend, Place, Scenario, SubjectLine } from './scenario.js';
export { ScenarioError, ScenarioMismatchError } from './scenarioError.js';
export type { ScenarioInputs } from './scenarioInputs.js';
export type { ScenarioParams } from './scenarioParams.js';
export type { Subject, SubjectFunction, SubjectOutput, Subjects } from './subject.js';
