package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, and what it runs on. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = VersionProvider.class.getResourceAsStream("version.properties")) {
            build.load(in);
        }
        Machine machine = Machine.host();
        return new String[] {
            "lanewise " + build.getProperty("version"),
            System.getProperty("java.vm.name") + " " + Runtime.version(),
            machine.cpu() + ", " + (machine.isScalar() ? "scalar kernels" : 32 * machine.lanes() + "-bit vectors")
        };
    }
}
