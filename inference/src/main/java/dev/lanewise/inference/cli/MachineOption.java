package dev.lanewise.inference.cli;

import dev.lanewise.engine.assessment.Assessment;
import dev.lanewise.engine.machine.MachineProfile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the machine can do: as it was saved, or measured now. */
final class MachineOption {
    @Option(
            names = {"-p", "--profile"},
            paramLabel = "FILE",
            description = "Takes the roofline that assess saved here; measures it unless given.")
    private Path file;

    /** What was saved, or null where it has to be measured. */
    MachineProfile saved(int threads) throws IOException {
        if (file == null) {
            return null;
        }
        MachineProfile profile = MachineProfile.load(file);
        // nobody wants to hear after half a minute that the profile lacks these threads
        profile.rates(threads);
        return profile;
    }

    /** Measures the machine, a few seconds long; so many more steps of the bar follow. */
    static MachineProfile measure(int threads, int stepsAfterwards, MeasuringBar bar) throws InterruptedException {
        return Assessment.builder()
                .threads(threads)
                .quick(true)
                .progress((done, total, step) -> {
                    bar.expect(total + (long) stepsAfterwards);
                    bar.reach(done);
                    bar.announce(step);
                })
                .build()
                .measure();
    }
}
