/** Stands in for an artifact that oneDNN's bindings look up and that is not published. Imports nothing. */
package org.bytedeco.opencl.presets;
