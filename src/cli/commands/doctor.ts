import type { Command } from 'commander';
import { examine } from '../../app/doctor/doctor.ts';
import { RunError } from '../../app/errors.ts';
import { asOfFor, type CommonOptions, folderProjectFor, outputFor, withCommonOptions } from '../context.ts';
import { renderDoctor } from '../output/doctor-report.ts';

/** Adds `doctor`. */
export function registerDoctor(program: Command): void {
  withCommonOptions(
    program
      .command('doctor')
      .description('Look at machine, connections, lake and published data, and say what is wrong'),
  ).action(async (options: CommonOptions) => {
    const output = outputFor(options);
    const project = await folderProjectFor(options, { implicit: true });
    const report = await examine(project, asOfFor(options).day, process.versions.node);
    output.print(output.json ? JSON.stringify(report, null, 1) : renderDoctor(report, output.style));
    if (report.status === 'broken') throw new RunError('something is broken; the lines above say what to do');
  });
}
