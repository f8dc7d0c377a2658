package dev.lanewise.jmh.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * Functions of the libraries that org.bytedeco brings, bound by {@code java.lang.foreign}: the cheapest call Java has, and each symbol comes
 * from its own library. JavaCPP's own calls go through the dynamic linker, where MKL's {@code cblas_sgemm} silently answers for OpenBLAS's
 * once both are loaded.
 */
@SuppressWarnings("restricted") // native code is what this class is for
final class NativeFunction {

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();

    private NativeFunction() {}

    /** Loads a library as org.bytedeco does, with all it needs. */
    static SymbolLookup library(Class<?> preset, String name) {
        Loader.load(preset);
        for (Map.Entry<String, String> loaded : Loader.getLoadedLibraries().entrySet()) {
            if (loaded.getKey().startsWith(name) && loaded.getValue() != null) {
                return SymbolLookup.libraryLookup(loaded.getValue(), Arena.global());
            }
        }
        throw new IllegalStateException("no library " + name + " among " + Loader.getLoadedLibraries());
    }

    static MethodHandle withResult(
            SymbolLookup library, String symbol, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(library.findOrThrow(symbol), FunctionDescriptor.of(result, arguments));
    }

    static MethodHandle withoutResult(SymbolLookup library, String symbol, MemoryLayout... arguments) {
        return LINKER.downcallHandle(library.findOrThrow(symbol), FunctionDescriptor.ofVoid(arguments));
    }
}
